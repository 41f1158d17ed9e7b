import { format } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  formatRetcode,
  type GenericRetcodeName,
  genericRetcodes,
  MAKE_RETCODE,
  RC_CUSTOMER_FALSE,
  RC_CUSTOMER_TRUE,
  RC_FACILITY_BLKDEV,
  RC_FACILITY_I2C,
  RC_FACILITY_USB,
  RC_SPACE_DRIVERS,
  RC_SPACE_GENERAL,
  RC_SPACE_KERNEL,
  RETCODE_HR_FMT,
  RETCODE_HR_PARAMS,
  rcOk,
  rcTimeout,
  retcodeName,
} from '@kos/retcode'

const generic = Object.entries(genericRetcodes) as [GenericRetcodeName, number][]
const notCodes = [1, 5, 0x8000_0013, -0x8000_0001, -1.5, NaN, -Infinity]

describe('retcodeName', () => {
  it.each(generic)('gives %s for its code', (name, rc) => {
    expect(retcodeName(rc)).toBe(name)
  })

  it('gives the name for a generic code that MAKE_RETCODE composed', () => {
    expect(retcodeName(MAKE_RETCODE(RC_CUSTOMER_FALSE, RC_SPACE_GENERAL, 0, 19, ''))).toBe(
      'rcTimeout',
    )
  })

  it.each([-0x8000_0000, rcTimeout + 100, ...notCodes])('gives undefined for %d', (rc) => {
    expect(retcodeName(rc)).toBeUndefined()
  })
})

describe('formatRetcode', () => {
  it.each(generic)('starts with the name of %s and goes on with a description', (name, rc) => {
    expect(formatRetcode(rc)).toMatch(new RegExp(`^${name}: [a-z].*[^.]$`))
  })

  it('describes each generic code differently', () => {
    expect(new Set(generic.map(([, rc]) => formatRetcode(rc).split(': ')[1])).size).toBe(
      generic.length,
    )
  })

  it('gives the same text for a generic code and for the composed form of it', () => {
    expect(formatRetcode(rcTimeout)).toBe('rcTimeout: the time-out elapsed')
    expect(formatRetcode(MAKE_RETCODE(RC_CUSTOMER_FALSE, RC_SPACE_GENERAL, 0, 19, ''))).toBe(
      'rcTimeout: the time-out elapsed',
    )
  })

  it('gives the fields of a composed code', () => {
    const rc = MAKE_RETCODE(RC_CUSTOMER_TRUE, 1, 2, 3, '')
    expect(formatRetcode(rc)).toBe('0xc1020003: customer 1, space 1, facility 2, code 3')
  })

  it('names the documented spaces and facilities of codes without the customer flag', () => {
    const text = (space: number, facility: number): string =>
      formatRetcode(MAKE_RETCODE(RC_CUSTOMER_FALSE, space, facility, 7, ''))
    expect(text(RC_SPACE_GENERAL, 1)).toBe(
      '0x80010007: customer 0, space 0 (RC_SPACE_GENERAL), facility 1, code 7',
    )
    expect(text(RC_SPACE_KERNEL, 1)).toBe(
      '0x81010007: customer 0, space 1 (RC_SPACE_KERNEL), facility 1, code 7',
    )
    expect(text(RC_SPACE_DRIVERS, 0)).toBe(
      '0x82000007: customer 0, space 2 (RC_SPACE_DRIVERS), facility 0, code 7',
    )
    expect(text(RC_SPACE_DRIVERS, RC_FACILITY_I2C)).toContain(
      'space 2 (RC_SPACE_DRIVERS), facility 1 (RC_FACILITY_I2C), code 7',
    )
    expect(text(RC_SPACE_DRIVERS, RC_FACILITY_USB)).toContain('facility 2 (RC_FACILITY_USB)')
    expect(text(RC_SPACE_DRIVERS, RC_FACILITY_BLKDEV)).toContain('facility 3 (RC_FACILITY_BLKDEV)')
    expect(text(3, 1)).toBe('0x83010007: customer 0, space 3, facility 1, code 7')
  })

  it.each(notCodes)('says that %d is not a return code', (rc) => {
    expect(formatRetcode(rc)).toBe(`${rc}: not a return code`)
  })
})

// The smallest formatter that a port of a C program would bring along.
function sprintf(template: string, ...values: readonly (string | number)[]): string {
  let next = 0
  return template.replaceAll(/%[sd]/g, (placeholder) => {
    const value = values[next++]
    if (value === undefined || typeof value !== (placeholder === '%d' ? 'number' : 'string'))
      throw new TypeError(placeholder)
    return String(value)
  })
}

describe('RETCODE_HR_FMT and RETCODE_HR_PARAMS', () => {
  const formatters = [
    ['format of Node', format],
    ['a C-like sprintf', sprintf],
  ] as const

  it.each(formatters)('give readable text with %s', (_, print) => {
    const timeout = print(
      '[Client] BspInit failed (' + RETCODE_HR_FMT() + ') on %s',
      ...RETCODE_HR_PARAMS(rcTimeout),
      'uart0',
    )
    expect(timeout).toBe(
      '[Client] BspInit failed (rcTimeout: the time-out elapsed (-2147483629)) on uart0',
    )

    const own = MAKE_RETCODE(RC_CUSTOMER_TRUE, 1, 0, 7, '')
    expect(print(RETCODE_HR_FMT(), ...RETCODE_HR_PARAMS(own))).toBe(
      '0xc1000007: customer 1, space 1, facility 0, code 7 (-1056964601)',
    )
    expect(print(RETCODE_HR_FMT(), ...RETCODE_HR_PARAMS(rcOk))).toBe('rcOk: success (0)')
  })
})
