// Return codes as text: names and descriptions for the generic codes, fields for composed ones, and
// the documented RETCODE_HR macros.
//
// All are pure functions of the code. A `RetcodeRegistry` (`registry.ts`) has the names of a
// solution's own codes. `result.ts` imports this file at run time, so this file imports only types
// from there.

import { genericDescriptions, type GenericRetcodeName } from './generic-descriptions.ts'
import { genericRetcodes } from './generic.ts'
import {
  isErrorCode,
  RC_CUSTOMER_FALSE,
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
} from './layout.ts'
import type { ComposedRetcode } from './result.ts'

const spaceNames: { readonly [space: number]: string } = {
  [RC_SPACE_GENERAL]: 'RC_SPACE_GENERAL',
  [RC_SPACE_KERNEL]: 'RC_SPACE_KERNEL',
  [RC_SPACE_DRIVERS]: 'RC_SPACE_DRIVERS',
}

const driverFacilityNames: { readonly [facility: number]: string } = {
  [RC_FACILITY_I2C]: 'RC_FACILITY_I2C',
  [RC_FACILITY_USB]: 'RC_FACILITY_USB',
  [RC_FACILITY_BLKDEV]: 'RC_FACILITY_BLKDEV',
}

/** The name of a generic code, for example `'rcTimeout'`; undefined for every other number. */
export function retcodeName(rc: number | ComposedRetcode): GenericRetcodeName | undefined {
  for (const name of Object.keys(genericRetcodes) as GenericRetcodeName[]) {
    if (genericRetcodes[name] === rc) return name
  }
  return undefined
}

function named(value: number, name: string | undefined): string {
  return name === undefined ? String(value) : `${value} (${name})`
}

function formatFields(rc: number): string {
  const customer = RC_GET_CUSTOMER(rc)
  const space = RC_GET_SPACE(rc)
  const facility = RC_GET_FACILITY(rc)
  // Solutions number their spaces independently of the SDK, so the names of the SDK do not apply to
  // codes of a customer.
  const isSdkCode = customer === RC_CUSTOMER_FALSE
  const spaceText = named(space, isSdkCode ? spaceNames[space] : undefined)
  const facilityText = named(
    facility,
    isSdkCode && space === RC_SPACE_DRIVERS ? driverFacilityNames[facility] : undefined,
  )
  return `customer ${customer}, space ${spaceText}, facility ${facilityText}, code ${RC_GET_CODE(rc)}`
}

/**
 * A return code as text.
 *
 * - a generic code: `rcTimeout: the time-out elapsed`
 * - any other error code: `0xc1000007: customer 1, space 1, facility 0, code 7`
 * - a number that is neither `rcOk` nor a negative 32-bit integer: `5: not a return code`
 */
export function formatRetcode(rc: number | ComposedRetcode): string {
  const name = retcodeName(rc)
  if (name !== undefined) return `${name}: ${genericDescriptions[name]}`
  const value = rc as number
  if (!isErrorCode(value)) return `${value}: not a return code`
  return `0x${(value >>> 0).toString(16)}: ${formatFields(value)}`
}

/**
 * The format string for `RETCODE_HR_PARAMS`: `%s (%d)`, which every printf-like formatter
 * understands. Topic `return_codes`.
 *
 * `format('BspInit failed: ' + RETCODE_HR_FMT(), ...RETCODE_HR_PARAMS(rc))`
 */
export function RETCODE_HR_FMT(): string {
  return '%s (%d)'
}

/**
 * The arguments for the placeholders of `RETCODE_HR_FMT`: the text of `formatRetcode` and the
 * number. Topic `return_codes`.
 */
export function RETCODE_HR_PARAMS(
  rc: number | ComposedRetcode,
): readonly [text: string, value: number] {
  return [formatRetcode(rc), rc as number]
}
