"""The stub of the extension module says what the module has, and the package says what it exports."""

import ast
import inspect
import re
import unittest
from pathlib import Path

import softlin
import softlin._core as core

FOLDER = Path(softlin.__file__).parent


def stub_names():
    """Functions with their arguments, classes with their members."""
    tree = ast.parse((FOLDER / "_core.pyi").read_text())
    functions = {node.name: [a.arg for a in node.args.args] for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = {
        node.name: {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    return functions, classes


class Stubs(unittest.TestCase):
    def test_functions(self):
        functions, _ = stub_names()
        found = {name: f for name, f in vars(core).items() if inspect.isbuiltin(f)}
        self.assertEqual(set(functions), set(found))
        for name, arguments in functions.items():
            signature = re.match(r"\w+\((.*)\) -> ", found[name].__doc__.splitlines()[0])
            self.assertIsNotNone(signature, name)
            named = re.findall(r"(?:^|, )(\w+): ", signature.group(1))
            self.assertEqual(named, arguments, name)

    def test_classes(self):
        _, classes = stub_names()
        found = {name: c for name, c in vars(core).items() if inspect.isclass(c)}
        self.assertEqual(set(classes), set(found))
        for name, members in classes.items():
            if issubclass(found[name], Exception):
                continue
            public = {member for member in vars(found[name]) if not member.startswith("_")}
            self.assertEqual(public, members, name)

    def test_everything_public_is_exported_and_described(self):
        self.assertEqual(softlin.__all__, sorted(softlin.__all__))
        public = {name for name in vars(softlin) if not name.startswith("_")}
        self.assertEqual(public, set(softlin.__all__))
        for name in softlin.__all__:
            self.assertTrue(inspect.getdoc(getattr(softlin, name)), name)

    def test_everything_public_has_types(self):
        for name in softlin.__all__:
            thing = getattr(softlin, name)
            if inspect.isfunction(thing):
                self.assert_typed(thing)
            elif inspect.isclass(thing):
                for member, f in vars(thing).items():
                    if inspect.isfunction(f) and not member.startswith("__"):
                        self.assert_typed(f)

    def assert_typed(self, function):
        signature = inspect.signature(function)
        self.assertIsNot(signature.return_annotation, inspect.Signature.empty, function)
        for parameter in signature.parameters.values():
            if parameter.name != "self" and parameter.name != "cls":
                self.assertIsNot(parameter.annotation, inspect.Parameter.empty, (function, parameter))

    def test_the_package_says_that_it_is_typed(self):
        self.assertTrue((FOLDER / "py.typed").exists())

    def test_version(self):
        self.assertRegex(softlin.__version__, r"^\d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main()
