import { describe, expect, it } from 'vitest'
import {
  type Failure,
  failure,
  genericRetcodes,
  isFailure,
  MAKE_RETCODE,
  RC_CUSTOMER_TRUE,
  RC_SPACE_GENERAL,
  type Result,
  RetcodeError,
  rcBusy,
  rcOk,
  rcTimeout,
  unwrap,
} from '@kos/retcode'

const own = MAKE_RETCODE(RC_CUSTOMER_TRUE, RC_SPACE_GENERAL, 0, 1, 'the valve does not move')

describe('isFailure', () => {
  it('is false for rcOk only', () => {
    const failing = Object.values(genericRetcodes).filter((rc) => isFailure(rc))
    expect(failing).toHaveLength(28)
    expect(failing).not.toContain(rcOk)
  })

  it('is true for composed codes and for numbers from outside', () => {
    expect(isFailure(own)).toBe(true)
    expect(isFailure(-5)).toBe(true)
    expect(isFailure(1)).toBe(true)
    expect(isFailure(0)).toBe(false)
  })
})

describe('failure', () => {
  it('is an object with the code and nothing else', () => {
    expect(Object.entries(failure(rcBusy))).toEqual([['rc', rcBusy]])
  })
})

describe('unwrap', () => {
  it('gives a successful result itself', () => {
    const result: Result<{ handle: number }> = { rc: rcOk, handle: 7 }
    expect(unwrap(result)).toBe(result)
    expect(unwrap(result).handle).toBe(7)
  })

  it.each<Failure>([rcTimeout, own])(
    'throws a RetcodeError with the code of a failed result: %d',
    (rc) => {
      const attempt = (): unknown => unwrap(failure<{ handle: number }>(rc))
      expect(attempt).toThrow(RetcodeError)
      expect(attempt).toThrow(expect.objectContaining({ rc }))
    },
  )
})

describe('RetcodeError', () => {
  it('says by default what the code means', () => {
    expect(new RetcodeError(rcTimeout).message).toBe('rcTimeout: the time-out elapsed')
    expect(new RetcodeError(own).message).toBe(
      '0xc0000001: customer 1, space 0, facility 0, code 1',
    )
  })

  it('is an Error with its name, its code and the message it is given', () => {
    const error = new RetcodeError(rcBusy, 'uart0 is taken by Logger')
    expect(error).toBeInstanceOf(Error)
    expect(error.rc).toBe(rcBusy)
    expect(String(error)).toBe('RetcodeError: uart0 is taken by Logger')
  })
})
