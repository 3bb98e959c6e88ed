"""What the tests know about editors: configurations that keep all they can, and the keys that a person presses."""

CANARY = "canary4711"

HOSTILE = {
    "vim": {".vimrc": "set backup writebackup undofile backupdir=~/backup undodir=~/backup directory=~/backup swapfile viminfo='100,<50\n"},
    "nvim": {".config/nvim/init.vim": "set backup writebackup undofile backupdir=~/backup undodir=~/backup directory=~/backup swapfile\n"},
    "nano": {".nanorc": "set backup\nset backupdir ~/backup\nset historylog\n"},
    "emacs": {".emacs": '(setq make-backup-files t backup-by-copying t backup-directory-alist (quote (("." . "~/backup"))) '
                        'auto-save-file-name-transforms (quote ((".*" "~/backup/" t))) inhibit-startup-screen t)\n(savehist-mode 1)\n'},
    "micro": {".config/micro/settings.json": '{"backup": true, "permbackup": true, "savehistory": true, "saveundo": true}\n'},
    "joe": {".joerc": ":include /etc/joe/joerc\n"},
    "kak": {},
}
# What is there to see first, and what a person types: some words, kept and left.
KEYS = {
    "vim": ("before", "i" + CANARY + "\x1b:wq\r"),
    "nvim": ("before", "i" + CANARY + "\x1b:wq\r"),
    "nano": ("before", CANARY + "\x18y\r"),
    "emacs": ("before", CANARY + "\x18\x13\x18\x03"),
    "micro": ("before", CANARY + "\x13\x11"),
    "joe": ("before", CANARY + "\x0bx"),
    "kak": ("before", "i" + CANARY + "\x1b:wq\r"),
}

# The same on an empty page, where the words are looked for and copied as well.
SESSION = {
    "vim": "i{0}\x1b\x1byy/{0}\r:wq\r",
    "nvim": "i{0}\x1b\x1byy/{0}\r:wq\r",
    "nano": "{0}\x17{0}\r\x18y\r",
    "emacs": "{0}\x01\x0b\x19\x13{0}\r\x18\x13\x18\x03",
    "micro": "{0}\x06{0}\r\x13\x11",
}


def press(t, keys):
    """As fast as a person might; the keys that begin something get the time they need."""
    for key in keys:
        t.send(key)
        if key in "\x1b\x18\x13\x0by\x11\x17\x06\x19":
            t.settle(0.15)
