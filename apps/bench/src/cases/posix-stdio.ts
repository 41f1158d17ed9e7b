// Formats: what `sprintf` costs beside a template literal, which knows no format.
import { sprintf } from '@kos/posix'
import { defineCase, limit } from '../case.ts'
import type { RatioCase, Side } from '../case.ts'
import { consume } from '../sink.ts'

const names = ['ann', 'ben', 'cleo', 'dave']

function side(start: Side['start']): Side {
  return { awaits: false, start }
}

/** A string, an integer and a number with two digits behind the point. */
export const posixPrintf: RatioCase = defineCase({
  name: 'posix/printf',
  ...side(() => (iterations) => {
    let length = 0
    for (let i = 0; i < iterations; i++)
      length += sprintf('%s %d %5.2f', names[i & 3], i, i / 64).length
    consume(length)
  }),
  against: [
    limit(
      'a template literal with toFixed',
      side(() => (iterations) => {
        let length = 0
        for (let i = 0; i < iterations; i++)
          length += `${names[i & 3]} ${i} ${(i / 64).toFixed(2).padStart(5)}`.length
        consume(length)
      }),
    ),
  ],
})
