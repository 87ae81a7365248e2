System.Console.WriteLine("hooplike");
