using System.Diagnostics;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
TorchRuntime.Load();
Console.WriteLine(get_num_threads());
{
    manual_seed(1);
    var net = NetworkCatalog.Create("resnet-20", 10, new ModelNoise() { SurvivalProbability = double.Parse(args[1]) });
    if (args[0] == "cl") MemoryFormat.ToChannelsLast(net);
    var opt = optim.SGD(net.parameters(), 0.1, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
    var x0 = randn(128, 32, 32, 3); var y = randint(10, 128);
    var x = x0.permute(0, 3, 1, 2);
    if (args[0] != "cl") x = x.contiguous();
    foreach (var c in net.modules().OfType<Conv2d>().Take(4)) Console.WriteLine(string.Join(",", c.weight!.stride()) + "  " + c.weight!.requires_grad + " " + c.parameters().First().stride()[1]);
    var h = x;
    foreach (var c in net.modules().OfType<Conv2d>().Take(2)) { h = c.forward(h); Console.WriteLine(string.Join(",", h.stride())); }
    h = nn.BatchNorm2d(16).forward(h);Console.WriteLine(string.Join(",", h.stride()));
    var times = new List<double>();
    double tf=0,tb=0,to=0;
    for (int i = 0; i < 20; i++)
    {
        using var s = NewDisposeScope();
        var t = Stopwatch.StartNew();
        opt.zero_grad();
        var loss = nn.functional.cross_entropy(net.forward(x), y);
        var f = t.Elapsed.TotalSeconds; tf += f;
        loss.backward();
        var b = t.Elapsed.TotalSeconds; tb += b-f;
        opt.step();
        to += t.Elapsed.TotalSeconds - b;
        times.Add(t.Elapsed.TotalSeconds);
    }
    times.Sort();
    Console.WriteLine($"{128 / times[10]:F0} img/s median, {tf/20:F3} {tb/20:F3} {to/20:F3}");
}
