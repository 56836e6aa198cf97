from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "matchmaker.accounts"
    label = "accounts"
