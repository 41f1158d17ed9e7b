// Values of options of sockets (sys/socket.h): every structure is a list of numbers to the network.

import { EDOM, EFAULT, EINVAL } from '../errno.ts'

/** Whether and how long `close` waits for data to be sent (`struct linger`). */
export class linger {
  l_onoff: number
  /** Seconds. */
  l_linger: number

  constructor(l_onoff = 0, l_linger = 0) {
    this.l_onoff = l_onoff
    this.l_linger = l_linger
  }
}

/** A time as an option (`struct timeval`): any object that has these fields. */
export interface OptionTime {
  tv_sec: number
  tv_usec: number
}

/**
 * The value of an option: numbers, `linger` for SO_LINGER, a time for SO_RCVTIMEO and SO_SNDTIMEO.
 */
export type OptionValue = Int32Array | linger | OptionTime

/** Whether a value is a time. */
export function isTime(value: OptionValue): value is OptionTime {
  return typeof value === 'object' && value !== null && 'tv_sec' in value && 'tv_usec' in value
}

/** Numbers of a value. EFAULT: it is none; EINVAL: it has what is no number of 32 bits. */
export function numbersOf(value: OptionValue): Int32Array | number {
  if (value instanceof Int32Array) return value
  let numbers: readonly number[]
  if (value instanceof linger) numbers = [value.l_onoff, value.l_linger]
  else if (isTime(value)) numbers = [value.tv_sec, value.tv_usec]
  else return -EFAULT
  const fit = numbers.every((each) => Number.isInteger(each) && (each | 0) === each)
  return fit ? Int32Array.from(numbers) : isTime(value) ? -EDOM : -EINVAL
}

/** Writes numbers into a value: 0. EFAULT: it is none; EINVAL: it is another structure. */
export function writeNumbers(into: OptionValue, numbers: Int32Array): number {
  if (into instanceof Int32Array) {
    into.set(numbers.subarray(0, into.length))
    return 0
  }
  const [first, second] = numbers
  if (first === undefined || second === undefined) return -EINVAL
  if (into instanceof linger) {
    into.l_onoff = first
    into.l_linger = second
    return 0
  }
  if (!isTime(into)) return -EFAULT
  into.tv_sec = first
  into.tv_usec = second
  return 0
}
