"""Pictures made by us: re-encoded, so that nothing but pixels of the original is left."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from hub.files.content import IMAGES
from hub.files.models import PREVIEW_SIDE


def preview_of(path: Path) -> bytes:
    """A WebP that fits into 640x640, upright. Raises OSError for a broken image."""
    with Image.open(path, formats=list(IMAGES)) as image:
        image.draft("RGB", (PREVIEW_SIDE * 2, PREVIEW_SIDE * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        target = BytesIO()
        upright.convert(mode).save(target, "WEBP", quality=80)
    return target.getvalue()


def without_metadata(path: Path, content_type: str) -> None:
    """Write the image again without EXIF (where it was taken); GIFs carry none."""
    if content_type == "image/gif":
        return
    with Image.open(path, formats=list(IMAGES)) as image:
        kind = image.format
        if not (image.getexif() or image.info.get("xmp") or image.info.get("exif")):
            return
        upright = ImageOps.exif_transpose(image)
        options = {"quality": 92, "icc_profile": image.info.get("icc_profile")}
        if kind == "PNG":
            options.pop("quality")
        upright.info.pop("exif", None)
        upright.info.pop("xmp", None)
        target = path.with_suffix(".clean")
        upright.save(target, kind, **options)
    target.replace(path)
