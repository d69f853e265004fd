#pragma once
// The vocabulary that stands above every public function: which thread may call it.
//
//   [audio]    the device callback: copies, conceals, counts; renders only what the worker has left to it or overslept
//   [worker]   the inference loop: renders ahead of the audio thread, and rests while nothing sounds
//   [control]  main: set-up, patch loading, telemetry; the only thread that may build and free
//   [midi]     RtMidi's threads, [net] liblo's thread: they stamp and push events, nothing else
//   [web]      OSCQuery's thread: serves clients of HTTP and WebSockets, stamps and pushes what they play; no priority
//   [disk]     journal and recording
//   [any]      safe from all of them
//
// What [audio] and [worker] call states its progress guarantee: wait-free, lock-free, or bounded.
// A class whose functions all belong to one thread says so once, above the class.
