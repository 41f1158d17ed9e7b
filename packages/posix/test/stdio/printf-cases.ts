// Cases for `printf`, made from a seed: the same as those of printf-cases.c, which has a C library
// format them. What it answered is kept as a hash for each conversion.

import { fromBits, RandomCases } from '../random-cases.ts'

/** A conversion with its argument. */
export interface PrintfCase {
  readonly format: string
  readonly value: number | bigint
}

const casesOfEach = 3000

class Cases extends RandomCases {
  double(): number {
    switch (this.below(6)) {
      case 0: {
        const bits = this.bits()
        return fromBits(((bits >> 52n) & 0x7ffn) === 0x7ffn ? bits ^ (1n << 62n) : bits)
      }
      case 1: {
        const digits = this.below(100_000)
        return digits / ([1, 10, 100, 1000][this.below(4)] as number)
      }
      case 2: {
        const integer = this.next() | 0
        return integer / 2 ** this.below(31)
      }
      case 3: {
        const product = this.next() * this.next()
        return product * 2 ** this.below(31)
      }
      case 4: {
        let power = 1
        for (let i = this.below(25); i > 0; i--) power *= 10
        return this.below(2) === 0 ? 1 / power : power
      }
      default: {
        const bits = this.next()
        return fromBits(BigInt(bits >>> this.below(32)))
      }
    }
  }

  spec(mostPrecision: number): string {
    let format = '%'
    for (const flag of '-+ #0') if (this.below(4) === 0) format += flag
    if (this.below(2) === 0) format += 1 + this.below(40)
    if (this.below(3) > 0) format += `.${this.below(mostPrecision)}`
    return format
  }
}

/** The cases of a floating-point conversion. */
export function doubleCases(conversion: string): PrintfCase[] {
  const cases = new Cases()
  return Array.from({ length: casesOfEach }, () => {
    const value = cases.double()
    const format = cases.spec(cases.below(8) === 0 ? 400 : 25) + conversion
    return { format, value }
  })
}

const lengths = ['hh', 'h', '', 'l', 'll', 'j', 'z', 't']

/** The cases of an integer conversion. */
export function integerCases(conversion: string): PrintfCase[] {
  const cases = new Cases()
  return Array.from({ length: casesOfEach }, () => {
    const bits = cases.bits()
    const value = bits >> BigInt(cases.below(64))
    const spec = cases.spec(25)
    return { format: spec + lengths[cases.below(8)] + conversion, value }
  })
}
