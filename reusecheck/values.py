"""What classes are built with, without ``typing``, whose import costs every commit three milliseconds.

Every module says ``TYPE_CHECKING = False`` itself, which type checkers know by its name, and what is meant for
annotations alone is imported under it. Where a class must have a base when it is defined, the base comes from here.

``typing.NamedTuple`` also compiles a constructor for each class: a hundred of those cost ten milliseconds more. This
one takes a class body as that does, and the values behave alike; only what builds them is one function for all.
``enum.Enum`` takes a tenth of a millisecond for a class, and five times as long to give a member up to Python 3.11.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined]  # reads one field, in C

TYPE_CHECKING = False
if TYPE_CHECKING:  # named again, so that others may import them
    from collections.abc import Iterator
    from enum import Enum as Enum  # noqa: PLC0414
    from typing import Generic as Generic  # noqa: PLC0414
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414
    from typing import Protocol as Protocol  # noqa: PLC0414
    from typing import TypeVar as TypeVar  # noqa: PLC0414
else:

    class Protocol:
        """The base of classes that only say what others offer."""

        __slots__ = ()

    class Generic:
        """The base of classes that are told apart by a type: ``Span[Token]`` is ``Span`` when it runs."""

        __slots__ = ()

        def __class_getitem__(cls, told: object) -> type:
            return cls

    def TypeVar(name: str) -> str:  # noqa: N802 - the name type checkers look for
        """What stands for a type."""
        return name

    class _Members(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            own = {key: value for key, value in body.items() if key.startswith("_") or hasattr(value, "__get__")}
            made = super().__new__(cls, name, bases, {**own, "__slots__": (), "_of": {}})
            for key, value in body.items():
                if key not in own:
                    member = made._of[value] = object.__new__(made)
                    member.name, member.value = key, value
                    setattr(made, key, member)
            return made

        def __call__(cls, value: object) -> object:
            """The member of this value. Raises ValueError if there is none."""
            try:
                return value if type(value) is cls else cls._of[value]
            except (KeyError, TypeError):
                raise ValueError(f"{value!r} is not a valid {cls.__name__}") from None

        def __iter__(cls) -> Iterator[object]:
            return iter(cls._of.values())

        def __len__(cls) -> int:
            return len(cls._of)

    class Enum(metaclass=_Members):
        """The base of all: a member for each name of the body that is no method; no two have the same value."""

        __slots__ = ("name", "value")

        def __repr__(self) -> str:
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __reduce__(self) -> tuple[type, tuple[object]]:
            return type(self), (self.value,)

    class _Meta(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if bases:
                fields = tuple(body.get("__annotations__", ()))
                body["_defaults"] = {field: body.pop(field) for field in fields if field in body}
                body["_fields"] = body["__match_args__"] = fields
                body.update((field, _tuplegetter(at, "")) for at, field in enumerate(fields))
                body["__slots__"] = ()
            return super().__new__(cls, name, bases, body)

    class NamedTuple(tuple, metaclass=_Meta):
        """The base of all: fields are the annotated names, in order, with their defaults."""

        __slots__ = ()

        def __new__(cls, *given: object, **named: object) -> NamedTuple:  # noqa: PYI034 - typing has no Self in 3.10
            fields = cls._fields
            if len(given) != len(fields) or named:
                left = fields[len(given) :]
                unknown = [name for name in named if name not in left]
                missing = [name for name in left if name not in named and name not in cls._defaults]
                if unknown or missing or len(given) > len(fields):
                    raise TypeError(f"{cls.__name__}({', '.join(fields)}): too many {unknown}, missing {missing}")
                given += tuple(named[name] if name in named else cls._defaults[name] for name in left)
            return tuple.__new__(cls, given)

        def _replace(self, **changed: object) -> NamedTuple:
            """The same with other values for some fields. Raises TypeError for a field there is none of."""
            if not changed.keys() <= set(self._fields):
                raise TypeError(f"{type(self).__name__} has no field {sorted(changed.keys() - set(self._fields))}")
            return tuple.__new__(
                type(self), [changed.get(name, value) for name, value in zip(self._fields, self, strict=True)]
            )

        def _asdict(self) -> dict[str, object]:
            """The values by their names."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            said = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({said})"

        def __getnewargs__(self) -> tuple[object, ...]:
            return tuple(self)
