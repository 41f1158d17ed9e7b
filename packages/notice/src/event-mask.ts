// Event masks: 32 bits that say which events to track, or which occurred (documented header
// `handle/event_descr.h`).
//
// The names are documented, the values are not public: these are ours, in documented order. The
// high 16 bits are the general part (events that any resource can have, signalled by the kernel
// alone), the low 16 bits the specialised part, which belongs to the resource. Of a user resource's
// specialised part the low 8 bits are its provider's, the next 8 also its other holders'. Nothing
// is imported here, so that a lower layer can hold an equal copy. Who may signal what is decided in
// `signal-by-user.ts`.

/** The general part of a mask: events that only the kernel signals. */
export const EVENT_GENERAL_MASK = 0xffff0000
/** The specialised part of a mask: events whose meaning the resource defines. */
export const EVENT_SPEC_MASK = 0x0000ffff

/** General: the resource is gone; no event of it follows. */
export const EVENT_OBJECT_DESTROYED = 0x00010000

/** Specialised, of a badge: all handles that came from its transfer are closed or revoked. */
export const EVENT_BADGE_CLOSED = 0x0001
/** Specialised, of a process: it is over. */
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
 * Events of a user resource that its other holders may signal, too: the low 8 bits of `bits`, the
 * rest is dropped.
 */
export function OBJECT_EVENT_USER(bits: number): number {
  return (bits & 0xff) << 8
}
