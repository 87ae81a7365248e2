"""Runs a command at a terminal: waits for each text on the screen (or for a file: "file:" and its path) and types the answer, then prints the whole screen and ends as the command did."""
import json
import os
import pty
import select
import signal
import sys
import time

steps, command = json.loads(sys.argv[1]), sys.argv[2]
child, terminal = pty.fork()
if child == 0:
    # As in a new terminal: whoever runs the tests in the background of a script has SIGINT ignored, which every child inherits and .NET then leaves ignored.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    os.execvp("bash", ["bash", "--noprofile", "--norc", "-c", "exec " + command])

screen, looked = b"", 0
deadline = time.monotonic() + 60


def read():
    """False at the end of the command."""
    global screen
    if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
        sys.stdout.buffer.write(screen)
        sys.exit("nothing more came")
    try:
        got = os.read(terminal, 4096)
    except OSError:
        return False
    screen += got
    return bool(got)


for seen, typed in steps:
    while seen.startswith("file:") and not os.path.exists(seen[5:]):
        time.sleep(0.02)
    while not seen.startswith("file:") and (at := screen.find(seen.encode(), looked)) < 0:
        if not read():
            sys.stdout.buffer.write(screen)
            sys.exit(f"it ended before it said {seen!r}")
    looked = looked if seen.startswith("file:") else at + len(seen)
    os.write(terminal, typed.encode())
while read():
    pass
sys.stdout.buffer.write(screen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
