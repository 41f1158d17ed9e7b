// The layout of a return code, and the documented macros that compose and read one (topic
// `return_codes`).
//
//   31 severity (1 = error) | 30 customer | 29..24 space | 23..16 facility | 15..0 code
//
// The documentation gives the order of the fields but neither their widths nor any value except
// `rcOk`: all numbers here are our choice, in documented order. The generic codes are in
// `generic.ts`, text in `format.ts`.

import type { ComposedRetcode } from './result.ts'

/**
 * The code was not defined by the developers of the solution. For the `customer` field; the value
 * is ours.
 */
export const RC_CUSTOMER_FALSE = 0
/**
 * The code was defined by the developers of the solution. For the `customer` field; the value is
 * ours.
 */
export const RC_CUSTOMER_TRUE = 1

/** Space of the generic errors. The value is ours. */
export const RC_SPACE_GENERAL = 0
/** Space of the error codes of the kernel. The value is ours. */
export const RC_SPACE_KERNEL = 1
/** Space of the error codes of drivers. The value is ours. */
export const RC_SPACE_DRIVERS = 2

/**
 * Facility of I2C drivers in `RC_SPACE_DRIVERS`. The value is ours; 0 stays free for codes of no
 * particular facility.
 */
export const RC_FACILITY_I2C = 1
/** Facility of USB drivers in `RC_SPACE_DRIVERS`. The value is ours. */
export const RC_FACILITY_USB = 2
/** Facility of block device drivers in `RC_SPACE_DRIVERS`. The value is ours. */
export const RC_FACILITY_BLKDEV = 3

const SEVERITY_ERROR = 1
const SEVERITY_SHIFT = 31
const CUSTOMER_SHIFT = 30
const CUSTOMER_MASK = 1
const SPACE_SHIFT = 24
const SPACE_MASK = 0x3f
const FACILITY_SHIFT = 16
const FACILITY_MASK = 0xff
const CODE_MASK = 0xffff

function checkField(name: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return
  throw new RangeError(`MAKE_RETCODE: ${name} is ${value}; it must be an integer from 0 to ${max}`)
}

/**
 * Composes an error code from its fields; the severity is always "error". Topic `return_codes`.
 *
 * Developers of a solution pass `RC_CUSTOMER_TRUE` and choose the other fields themselves.
 *
 * @param customer `RC_CUSTOMER_TRUE` or `RC_CUSTOMER_FALSE`
 * @param space global identifier, 0 to 63
 * @param facility identifier within the space, 0 to 255
 * @param code identifier within the facility, 0 to 65535
 * @param _desc a description; not part of the code, as documented. `RetcodeRegistry` stores
 * descriptions
 * @returns a negative 32-bit number, opaque to the type checker
 * @throws RangeError if a field is not an integer in its range
 */
export function MAKE_RETCODE(
  customer: number,
  space: number,
  facility: number,
  code: number,
  _desc: string,
): ComposedRetcode {
  checkField('customer', customer, CUSTOMER_MASK)
  checkField('space', space, SPACE_MASK)
  checkField('facility', facility, FACILITY_MASK)
  checkField('code', code, CODE_MASK)
  const origin = (SEVERITY_ERROR << SEVERITY_SHIFT) | (customer << CUSTOMER_SHIFT)
  const rc: unknown = origin | (space << SPACE_SHIFT) | (facility << FACILITY_SHIFT) | code
  return rc as ComposedRetcode
}

/**
 * The customer field: `RC_CUSTOMER_TRUE` if the developers of the solution defined the code. 0 for
 * `rcOk`. Topic `return_codes`.
 */
export function RC_GET_CUSTOMER(rc: number | ComposedRetcode): number {
  return ((rc as number) >>> CUSTOMER_SHIFT) & CUSTOMER_MASK
}

/**
 * The space field, 0 to 63: the global identifier of the set of codes. 0 for `rcOk`. Topic
 * `return_codes`.
 */
export function RC_GET_SPACE(rc: number | ComposedRetcode): number {
  return ((rc as number) >>> SPACE_SHIFT) & SPACE_MASK
}

/**
 * The facility field, 0 to 255: the identifier of the subset within its space. 0 for `rcOk`. Topic
 * `return_codes`.
 */
export function RC_GET_FACILITY(rc: number | ComposedRetcode): number {
  return ((rc as number) >>> FACILITY_SHIFT) & FACILITY_MASK
}

/**
 * The code field, 0 to 65535: the identifier of the error within its facility. 0 for `rcOk`. Topic
 * `return_codes`.
 */
export function RC_GET_CODE(rc: number | ComposedRetcode): number {
  return (rc as number) & CODE_MASK
}

/** True for negative 32-bit integers: the numbers that can be error codes. */
export function isErrorCode(rc: number | ComposedRetcode): boolean {
  const value = rc as number
  return value < 0 && (value | 0) === value
}
