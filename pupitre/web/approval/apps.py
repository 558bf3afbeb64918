from django.apps import AppConfig


class WebApproval(AppConfig):
    name = "pupitre.web.approval"
    label = "web_approval"

    def ready(self) -> None:
        from pupitre.web.approval.waiting import waiting
        from pupitre.web.today.blocks import Block, blocks

        blocks.add(Block("approvals", "approval/today.html", waiting, "top"), order=15)
