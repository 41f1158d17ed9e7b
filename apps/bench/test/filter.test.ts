// Which cases a command line asks for.
import { describe, expect, it } from 'vitest'
import { filterOf } from '../src/filter.ts'

const names = ['ipc/round-trip', 'ipc/typed-call', 'thread/yield', 'handles/check']
const chosen = (...patterns: string[]): string[] => names.filter(filterOf(patterns))

describe('a filter', () => {
  it('asks for every case when there is no pattern', () => {
    expect(chosen()).toEqual(names)
  })

  it('asks for the cases whose name has the pattern in it', () => {
    expect(chosen('ipc')).toEqual(['ipc/round-trip', 'ipc/typed-call'])
    expect(chosen('yield')).toEqual(['thread/yield'])
  })

  it('matches the whole name when the pattern has a star or a question mark', () => {
    expect(chosen('*/c*')).toEqual(['handles/check'])
    expect(chosen('round*')).toEqual([])
    expect(chosen('thread/?ield')).toEqual(['thread/yield'])
  })

  it('takes every other sign for itself', () => {
    expect(chosen('*.*')).toEqual([])
    expect(filterOf(['a+(b)*'])('a+(b)c')).toBe(true)
  })

  it('asks for what any of several patterns matches', () => {
    expect(chosen('check', 'thread/*')).toEqual(['thread/yield', 'handles/check'])
  })
})
