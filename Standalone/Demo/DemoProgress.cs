namespace Reels.Standalone.Demo;

/// <summary>
/// Shows the progress: a bar that redraws itself, or a line for each tenth if the output is not a console.
/// </summary>
internal sealed class DemoProgress(TextWriter output, bool redraws, int total)
{
    private const int Width = 30;
    private readonly Lock _gate = new();
    private int _done;
    private int _shown = -1;
    private string _step = "";

    /// <summary>Names the step that begins.</summary>
    public void Begin(string step)
    {
        lock (_gate)
        {
            _step = step;
            if (redraws)
                Draw();
        }
    }

    /// <summary>Counts <paramref name="count"/> more of the total as done.</summary>
    public void Advance(int count = 1)
    {
        lock (_gate)
        {
            _done = Math.Min(total, _done + count);
            var percent = _done * 100 / total;
            var shown = redraws ? percent : percent / 10;
            if (shown == _shown)
                return;
            _shown = shown;
            if (redraws)
                Draw();
            else
                output.WriteLine($"Demo: {percent} % ({_step})");
        }
    }

    /// <summary>Ends the line of the bar.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (redraws)
                output.WriteLine();
        }
    }

    private void Draw()
    {
        var filled = _done * Width / total;
        output.Write(
            $"\r  [{new string('#', filled)}{new string('-', Width - filled)}] {_done * 100 / total,3} %  {_step,-10}");
    }
}
