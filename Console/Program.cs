using HoopLike.Console;

return await ConsoleProgram.RunAsync(args);
