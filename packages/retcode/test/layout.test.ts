import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  genericRetcodes,
  MAKE_RETCODE,
  RC_CUSTOMER_FALSE,
  RC_CUSTOMER_TRUE,
  RC_FACILITY_BLKDEV,
  RC_FACILITY_I2C,
  RC_FACILITY_USB,
  RC_GET_CODE,
  RC_GET_CUSTOMER,
  RC_GET_FACILITY,
  RC_GET_SPACE,
  RC_SPACE_DRIVERS,
  RC_SPACE_GENERAL,
  RC_SPACE_KERNEL,
  rcOk,
} from '@kos/retcode'

const fields = fc.record({
  customer: fc.constantFrom(RC_CUSTOMER_FALSE, RC_CUSTOMER_TRUE),
  space: fc.integer({ min: 0, max: 63 }),
  facility: fc.integer({ min: 0, max: 255 }),
  code: fc.integer({ min: 0, max: 65535 }),
})

function make({
  customer,
  space,
  facility,
  code,
}: {
  customer: number
  space: number
  facility: number
  code: number
}): number {
  return Number(MAKE_RETCODE(customer, space, facility, code, ''))
}

function read(rc: number): { customer: number; space: number; facility: number; code: number } {
  return {
    customer: RC_GET_CUSTOMER(rc),
    space: RC_GET_SPACE(rc),
    facility: RC_GET_FACILITY(rc),
    code: RC_GET_CODE(rc),
  }
}

describe('the generic codes', () => {
  it('are 29, and rcOk comes first with the value 0', () => {
    expect(Object.keys(genericRetcodes)).toHaveLength(29)
    expect(Object.values(genericRetcodes)[0]).toBe(0)
    expect(rcOk).toBe(0)
  })

  const failures = Object.entries(genericRetcodes).filter(([name]) => name !== 'rcOk')
  it.each(failures)('%s is the general code of its place in the documented order', (name, rc) => {
    const order = Object.keys(genericRetcodes).indexOf(name)
    expect(rc).toBe(
      make({ customer: RC_CUSTOMER_FALSE, space: RC_SPACE_GENERAL, facility: 0, code: order }),
    )
  })
})

describe('MAKE_RETCODE', () => {
  it('gives back through the getters what it was given', () => {
    fc.assert(
      fc.property(fields, (input) => {
        expect(read(make(input))).toEqual(input)
      }),
    )
  })

  it('gives negative signed 32-bit integers', () => {
    fc.assert(
      fc.property(fields, (input) => {
        const rc = make(input)
        expect(rc).toBeLessThan(0)
        expect(rc | 0).toBe(rc)
      }),
    )
  })

  it('gives different codes for different fields', () => {
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        expect(make(a) === make(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })

  it('puts each field at its documented place', () => {
    expect(make({ customer: 0, space: 0, facility: 0, code: 0 }) >>> 0).toBe(0x8000_0000)
    expect(make({ customer: 1, space: 0, facility: 0, code: 0 }) >>> 0).toBe(0xc000_0000)
    expect(make({ customer: 0, space: 0x3f, facility: 0, code: 0 }) >>> 0).toBe(0xbf00_0000)
    expect(make({ customer: 0, space: 0, facility: 0xff, code: 0 }) >>> 0).toBe(0x80ff_0000)
    expect(make({ customer: 0, space: 0, facility: 0, code: 0xffff }) >>> 0).toBe(0x8000_ffff)
  })

  it('does not let the description change the code', () => {
    expect(MAKE_RETCODE(1, 2, 3, 4, 'one text')).toBe(MAKE_RETCODE(1, 2, 3, 4, 'another text'))
  })

  const valid = { customer: 1, space: 63, facility: 255, code: 65535 }
  const misuse = Object.entries(valid).flatMap(([field, max]) =>
    [max + 1, -1, 0.5, NaN, Infinity].map((value) => ({ field, value })),
  )
  it.each(misuse)(
    'throws a RangeError that names the field if $field is $value',
    ({ field, value }) => {
      expect(() => make({ ...valid, [field]: value })).toThrow(RangeError)
      expect(() => make({ ...valid, [field]: value })).toThrow(
        `MAKE_RETCODE: ${field} is ${value}; it must be an integer from 0 to`,
      )
    },
  )
})

describe('the getters', () => {
  it('read 0 from every field of rcOk', () => {
    expect(read(rcOk)).toEqual({ customer: 0, space: 0, facility: 0, code: 0 })
  })

  it('read a code the same from its unsigned form', () => {
    fc.assert(
      fc.property(fields, (input) => {
        expect(read(make(input) >>> 0)).toEqual(input)
      }),
    )
  })
})

describe('the documented identifiers', () => {
  it('count up in documented order', () => {
    expect([RC_CUSTOMER_FALSE, RC_CUSTOMER_TRUE]).toEqual([0, 1])
    expect([RC_SPACE_GENERAL, RC_SPACE_KERNEL, RC_SPACE_DRIVERS]).toEqual([0, 1, 2])
    expect([RC_FACILITY_I2C, RC_FACILITY_USB, RC_FACILITY_BLKDEV]).toEqual([1, 2, 3])
  })
})
