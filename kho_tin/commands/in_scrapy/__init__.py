"""The verbs as Scrapy's own commands, for `scrapy VERB`: COMMANDS_MODULE names this package.

Scrapy takes for a command what is of its class, in a module that lies in the package. A verb is
neither, so that `kho-tin` need not load Scrapy. Here the class of all verbs is registered as one of
Scrapy's (`abc.ABCMeta.register`), and each module stands under a name in this package, too.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules

from scrapy.commands import ScrapyCommand

from kho_tin.base.garbage import collect_seldom
from kho_tin.commands import verbs
from kho_tin.commands.verb import Verb

collect_seldom()
ScrapyCommand.register(Verb)
__path__ = verbs.__path__
for _each in iter_modules(__path__):
    sys.modules[f"{__name__}.{_each.name}"] = import_module(f"{verbs.__name__}.{_each.name}")
