#pragma once

namespace seaglass {

// [control] Once, at the start. Keeps a little memory back until an allocation fails: what unwinds then may allocate itself, as
// documents of JSON do where they end, and must not fail at it.
void keep_last_memory();

}  // namespace seaglass
