"""Progress on stderr: a line that is drawn over on a terminal, else a line now and then."""

import sys
import time


class Progress:
    def __init__(self, what, total, quiet=False):
        self.what, self.total, self.quiet = what, total, quiet
        self.live, self.last, self.shown = sys.stderr.isatty(), 0.0, 0

    def at(self, done):
        now, share = time.monotonic(), int(100 * done / max(1, self.total))
        if self.quiet or (self.live and now - self.last < 0.1 and done < self.total):
            return
        if self.live:
            print(f"\r\033[K{self.what} {share} %", end="", file=sys.stderr, flush=True)
        elif share >= self.shown + 20 or done == self.total:
            print(f"{self.what} {share} %", file=sys.stderr, flush=True)
            self.shown = share
        self.last = now

    def end(self):
        if self.live and not self.quiet:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def say(text=""):
    print(text, flush=True)
