// Event masks: 32 bits, one per event, for subscriptions and for events that occurred (documented
// header `handle/event_descr.h`).
//
// The names are documented, the values are not public: these are ours, in documented order. The
// high 16 bits are the general part (events that every resource can have, signalled by the kernel
// alone), the low 16 bits the specialised part, which the resource defines. In the specialised part
// of a user resource only the provider signals the low 8 bits; other processes with a handle signal
// the next 8, too (`signal-by-user.ts`). Programs import this file as well, so it imports nothing.

/** The general part of a mask: events that only the kernel signals. */
export const EVENT_GENERAL_MASK = 0xffff0000
/** The specialised part of a mask: events whose meaning the resource defines. */
export const EVENT_SPEC_MASK = 0x0000ffff

/** General: the resource is destroyed; no event of it follows. */
export const EVENT_OBJECT_DESTROYED = 0x00010000

/** Specialised, of a badge: all handles that came from its transfer are closed or revoked. */
export const EVENT_BADGE_CLOSED = 0x0001
/** Specialised, of a process: it has ended. */
export const EVENT_TASK_COMPLETED = 0x0002

/**
 * Events of a user resource that only its provider may signal: the low 8 bits of `bits`, the rest
 * is dropped.
 *
 * `const DOOR_OPENED = OBJECT_EVENT_SPEC(1), DOOR_CLOSED = OBJECT_EVENT_SPEC(2)`
 */
export function OBJECT_EVENT_SPEC(bits: number): number {
  return bits & 0xff
}

/**
 * Events of a user resource that other processes with a handle may signal, too: the low 8 bits of
 * `bits`, the rest is dropped.
 */
export function OBJECT_EVENT_USER(bits: number): number {
  return (bits & 0xff) << 8
}
