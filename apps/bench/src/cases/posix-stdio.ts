// Formats: what `sprintf` costs beside a template literal, and `sscanf` beside a regular
// expression, which know no format.
import { Out, sprintf, sscanf } from '@kos/posix'
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

/** A word and two integers out of a line. */
export const posixScanf: RatioCase = defineCase({
  name: 'posix/scanf',
  ...side(() => {
    const word = new Out('')
    const first = new Out(0)
    const second = new Out(0)
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        sscanf('ann 1234 -56', '%s %d %d', word, first, second)
        sum += first.value + second.value
      }
      consume(sum)
    }
  }),
  against: [
    limit(
      'a regular expression with Number',
      side(() => {
        const line = /^\s*(\S+)\s*([+-]?\d+)\s*([+-]?\d+)/
        return (iterations) => {
          let sum = 0
          for (let i = 0; i < iterations; i++) {
            const match = line.exec('ann 1234 -56') as RegExpExecArray
            sum += Number(match[2]) + Number(match[3])
          }
          consume(sum)
        }
      }),
    ),
  ],
})
