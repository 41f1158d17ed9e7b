// Texts of numbers, made from a seed: the same as those of number-cases.c, which has a C library
// read them. What it answered is kept as a hash for each function.

import { sprintf } from '@kos/posix'
import { fromBits, RandomCases } from '../random-cases.ts'

const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEF'
const decimalDigits = '0123456789'
const hexDigits = '0123456789abcdefABCDEF'
const bases = [0, 2, 8, 10, 16, 36]

class Cases extends RandomCases {
  digits(alphabet: string, count: number): string {
    let text = ''
    for (let i = 0; i < count; i++) text += alphabet[this.below(alphabet.length)]
    return text
  }

  integer(): { readonly text: string; readonly base: number } {
    let text = ['', ' ', '\t\n', 'x'][this.below(8) & 3] as string
    text += ['', '-', '+', '--'][this.below(8) & 3]
    text += this.pick(['', '', '0', '0x', '0X'])
    text += this.digits(decimalDigits, this.below(22))
    text += this.digits(letters, this.below(6))
    return { text, base: this.pick(bases) }
  }

  decimal(): string {
    let text = this.pick(['', ' ', '-', '+'])
    text += this.digits(decimalDigits, this.below(20))
    if (this.below(2) === 0) text += `.${this.digits(decimalDigits, this.below(30))}`
    const kind = this.below(4)
    if (kind === 0) text += `e${this.below(700) - 360}`
    if (kind === 1) text += sprintf('E%+d', this.below(100) - 50)
    return this.below(10) === 0 ? text + this.pick(['e', 'e+', 'x', 'inf']) : text
  }

  hexadecimal(): string {
    let text = this.pick(['0x', '-0X', '+0x'])
    text += this.digits(hexDigits, this.below(20))
    if (this.below(2) === 0) text += `.${this.digits(hexDigits, this.below(30))}`
    if (this.below(4) > 0) text += `p${this.below(2400) - 1200}`
    return this.below(4) === 0 ? `${text}p${this.below(320) - 160}` : text
  }

  /** Half way between two floats, or just beside that. */
  tie(): string {
    const exponent = BigInt(this.below(0x7fe) + 1) << 52n
    let bits = exponent | ((BigInt(this.next()) << 20n) & 0xfffff00000000n)
    if (this.below(2) === 0) {
      const near = BigInt(0x3ff - 140 + this.below(260)) << 52n
      bits = near | (((BigInt(this.next()) << 29n) >> 9n) << 9n)
    }
    if (this.below(2) === 0) bits |= 1n << 28n
    const text = sprintf('%.200f', fromBits(bits & (2n ** 64n - 1n)))
    return this.below(2) === 0 ? text + this.pick(['0', '1']) : text
  }
}

/** Texts of integers, with a base. */
export function integerTexts(): { readonly text: string; readonly base: number }[] {
  const cases = new Cases()
  return Array.from({ length: 4000 }, () => cases.integer())
}

/** Texts of floating-point numbers of one kind. */
export function floatTexts(kind: 'decimal' | 'hexadecimal' | 'tie'): string[] {
  const cases = new Cases()
  return Array.from({ length: 3000 }, () => cases[kind]())
}
