"""Lambda keeps a function's dead-letter queue, logging configuration and key; moto drops them, so each plan adds them anew."""

from typing import Any

from moto.awslambda.models import LambdaFunction

KEPT = ("DeadLetterConfig", "LoggingConfig", "KMSKeyArn")

original_init = LambdaFunction.__init__
original_get = LambdaFunction.get_configuration
original_update = LambdaFunction.update_configuration


def init(self: LambdaFunction, *args: Any, **kwargs: Any) -> None:
    original_init(self, *args, **kwargs)
    spec = kwargs.get("spec") or next((arg for arg in args if isinstance(arg, dict) and "FunctionName" in arg), {})
    self.kept = {name: spec[name] for name in KEPT if spec.get(name)}


def get_configuration(self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    return {**original_get(self, on_create), **self.kept}


def update_configuration(self: LambdaFunction, config_updates: dict[str, Any]) -> dict[str, Any]:
    self.kept.update({name: config_updates[name] for name in KEPT if name in config_updates})
    return original_update(self, config_updates)


LambdaFunction.__init__ = init
LambdaFunction.get_configuration = get_configuration
LambdaFunction.update_configuration = update_configuration
