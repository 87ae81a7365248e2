using HoopLike.Agent.Commands;

return await CommandLine.RunAsync(args);
