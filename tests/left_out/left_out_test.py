"""A test that is left out is seen to be, and none that fails passes for one."""

import subprocess
import sys

LEFT_OUT = 77


def code(*names):
    return subprocess.run([sys.argv[1], ",".join(f'"{n}"' for n in names)], stdout=subprocess.DEVNULL).returncode


def main():
    left = [code("is left out"), code("is left out", "is left out as well")]
    assert left == [LEFT_OUT, LEFT_OUT], left
    passed = [code("passes"), code("passes", "is left out")]
    assert passed == [0, 0], passed
    failed = [code("fails"), code("fails", "is left out"), code("fails and is left out"), code("fails as often*")]
    assert not {0, LEFT_OUT} & set(failed), failed


if __name__ == "__main__":
    main()
