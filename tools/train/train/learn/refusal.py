"""What ends the command: one sentence and an exit code of the contract."""

USAGE, UNREADABLE, UNWRITABLE, RESOURCES = 2, 3, 5, 6


class Refusal(Exception):
    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code = code
