"""Two nouns: the asset (an original as it came) and its renditions (cuts made for a network)."""

from __future__ import annotations

from django.db import models

from pupitre.brands.models import Brand, Member


class AssetQuerySet(models.QuerySet["Asset"]):
    def alive(self) -> AssetQuerySet:
        return self.filter(removed_at=None)


class Asset(models.Model):
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="assets")
    name = models.CharField(max_length=160)
    """the file's own name, for people; never used as a path"""
    path = models.CharField(max_length=200)
    thumb = models.CharField(max_length=200, blank=True)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    """bytes"""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    alt = models.TextField(blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "digest"], name="an_asset_once_in_a_brand")]
        indexes = [models.Index(fields=["brand", "-id"], name="assets_newest")]

    def __str__(self) -> str:
        return self.name


class Rendition(models.Model):
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    shape = models.CharField(max_length=80)
    """what it was made to fit: "<types>/<bytes>/<side>" """
    path = models.CharField(max_length=200)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "shape"], name="one_rendition_a_shape")]

    def __str__(self) -> str:
        return f"{self.asset} {self.shape}"
