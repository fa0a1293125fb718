using System.CommandLine;
using NoisyStudent.Recipes;
using Spectre.Console;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student recipes</c>: the built-in recipes; <c>recipes show NAME</c> prints one as YAML.</summary>
internal static class RecipesCommand
{
    public static Command Create(Screen screen)
    {
        var set = RunOptions.Set();
        var name = new Argument<string>("NAME") { Description = "A built-in recipe, or a YAML file." };
        RunOptions.RefuseEmpty(name);
        var show = new Command("show", "Print a recipe as YAML, every default written out.") { name, set };
        show.SetAction(parsed => Show(screen, parsed.GetRequiredValue(name), parsed.GetRequiredValue(set)));

        var command = new Command("recipes", "List the built-in recipes.") { show };
        command.SetAction(_ => List(screen));
        return command;
    }

    private static void Show(Screen screen, string name, string[] overrides)
    {
        if (name == RecipeCatalog.Auto)
        {
            throw new NoisyStudentException("auto is made for your pictures when they are trained on; recipe.yaml in the run folder then holds it.");
        }

        screen.Output.Write(RecipeYaml.Write(RecipeCatalog.Read(name, overrides)));
    }

    private static void List(Screen screen)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("recipe", "what for", "networks");
        table.AddRow(RecipeCatalog.Auto, "Made for your pictures: what helps with them, sizes, colour, how many. The default of train.", "");
        foreach (var name in RecipeCatalog.Names)
        {
            var recipe = RecipeCatalog.Read(name);
            var networks = recipe.Students.Select(student => student.Network).Prepend(recipe.Teacher.Network);
            table.AddRow(name, Markup.Escape(recipe.Description), string.Join(", ", networks));
        }

        screen.Console.Write(table);
    }
}
