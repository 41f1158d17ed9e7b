// The numbers that stand for many measurements.
import { describe, expect, it } from 'vitest'
import { median, quantile, spreadOf } from '../src/statistics.ts'

describe('statistics', () => {
  it('take the middle value as the median, whatever the order', () => {
    expect(median([5, 1, 3])).toBe(3)
    expect(median([10, 9, 100])).toBe(10)
  })

  it('take the mean of the two middle values of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  it('interpolate quantiles between the two nearest values', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5)
    expect(quantile([7], 0.9)).toBe(7)
    expect(quantile([1, 2, 3], 0)).toBe(1)
    expect(quantile([1, 2, 3], 1)).toBe(3)
  })

  it('give the quartiles as the spread, which one wild value does not move', () => {
    expect(spreadOf([1, 2, 3, 4, 5])).toEqual({ median: 3, low: 2, high: 4 })
    expect(spreadOf([1, 2, 3, 4, 5000])).toEqual({ median: 3, low: 2, high: 4 })
  })

  it('leave the values as they were', () => {
    const values = [3, 1, 2]
    spreadOf(values)
    expect(values).toEqual([3, 1, 2])
  })

  it('refuse to speak about no values', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})
