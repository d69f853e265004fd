"""Turns recordings of single notes into partial tracks and writes them as `.glass` patches (see
patches/FORMAT.md).
"""
