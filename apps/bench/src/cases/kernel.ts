// What the kernel costs as a whole: what traces add, and how much there can be of everything.
import { createTrace } from '@kos/kernel/trace'
import { defineCase, own } from '../case.ts'
import type { RatioCase } from '../case.ts'
import { consume } from '../sink.ts'
import { startRoundTripLibkos } from './ipc.ts'

/** A round trip while a trace of the kernel is written, down to its bytes. */
export const kernelTrace: RatioCase = defineCase({
  name: 'kernel/trace',
  awaits: true,
  start: (iterations) => {
    const { probe } = createTrace({ write: (chunk) => consume(chunk.length) })
    return startRoundTripLibkos({ probe })(iterations)
  },
  against: [own('ipc/round-trip-libkos', { awaits: true, start: startRoundTripLibkos() })],
})
