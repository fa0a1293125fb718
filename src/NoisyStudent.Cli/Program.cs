using NoisyStudent.Cli;
using NoisyStudent.Torch;

TorchRuntime.KeepMemory = true;
return NoisyStudentCommand.Run(args, Screen.OfProcess());
