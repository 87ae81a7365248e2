using System.CommandLine;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike completion SHELL</c>: a script that completes commands, options and the names of connections.</summary>
internal static class CompletionCommand
{
    // Candidates are never handed to compgen -W or eval: both would run what stands in a name.
    private const string Bash = """
        # hooplike completion for bash: source <(hooplike completion bash)
        _hooplike() {
          local candidate current=${COMP_LINE:0:COMP_POINT}
          COMPREPLY=()
          current=${current##*[[:space:]]}
          while IFS= read -r candidate; do
            [[ $candidate == "$current"* ]] && COMPREPLY+=("$candidate")
          done < <("$1" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _hooplike hooplike
        """;

    private const string Zsh = """
        #compdef hooplike
        # hooplike completion for zsh: source <(hooplike completion zsh), or as _hooplike in a directory of $fpath
        _hooplike() {
          local -a candidates
          local line="${(j: :)words[1,CURRENT]}"
          candidates=("${(@f)$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)}")
          compadd -- ${candidates:#}
        }
        if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _hooplike "$@"; else compdef _hooplike hooplike; fi
        """;

    private const string Fish = """
        # hooplike completion for fish: hooplike completion fish | source
        function __hooplike_candidates
            set -l line (commandline -cp)
            set -l program (commandline -po)[1]
            $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c hooplike -f -a '(__hooplike_candidates)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new CallerCommand(
            "completion",
            "Print a script with which your shell completes commands, options and connection names",
            ["source <(hooplike completion bash)", "hooplike completion zsh > \"${fpath[1]}/_hooplike\"", "hooplike completion fish > ~/.config/fish/completions/hooplike.fish"],
            async (run, _) =>
            {
                await run.Screen.Output.WriteLineAsync(run.Parsed.GetRequiredValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    _ => Fish,
                });
                return ExitCode.Clean;
            })
        {
            shell,
        };
    }
}
