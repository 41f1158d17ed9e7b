// Cases about the harness itself: a primitive against itself. A ratio away from 1 is what the
// machine's noise does to every other case of this run.
import { defineCase, defineMemoryCase } from '../case.ts'
import type { MemoryCase, RatioCase } from '../case.ts'
import { mapGet, pingPong } from '../references.ts'

/** A synchronous reference against itself. */
export const harnessSame: RatioCase = defineCase({
  ...mapGet,
  name: 'harness/same',
  against: [mapGet],
})

/** An awaiting reference against itself. */
export const harnessSameAwaits: RatioCase = defineCase({
  ...pingPong,
  name: 'harness/same-awaits',
  against: [pingPong],
})

/**
 * Things whose size is known, near enough: the bytes of the buffer and the objects around them, two
 * fields and a header.
 */
export const harnessBytes: MemoryCase = defineMemoryCase({
  name: 'harness/bytes',
  things: {
    'buffer of 1000 bytes': (count) => Array.from({ length: count }, () => new Uint8Array(1000)),
    'object of two fields': (count) =>
      Array.from({ length: count }, (_, index) => ({ index, next: undefined })),
  },
})
