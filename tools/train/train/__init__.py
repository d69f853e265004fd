"""Trains the neural voice on recordings and writes `.glass` patches of kind "neural" (see
patches/FORMAT.md).
"""
