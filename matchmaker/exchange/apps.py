from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "matchmaker.exchange"
    label = "exchange"
