import { describe, expect, test } from 'vitest'
import { allowAll, any, createMonitor, definePolicy, deny, request } from '../src/index.ts'
import { maxCachedVerdicts } from '../src/limits.ts'
import { event, Mode } from './fixture.ts'

describe('classify', () => {
  test('says denied without a rule, granted without a condition, ask with one', () => {
    const monitor = createMonitor([
      request(any, any, Mode.Name),
      request(any, any, Mode.FMode, () => true),
    ])
    expect(monitor.classify(event({ method: 'Name' }))).toBe('granted')
    expect(monitor.classify(event({ method: 'FMode' }))).toBe('ask')
    expect(monitor.classify(event({ method: 'Other' }))).toBe('denied')
  })

  test('says denied when a rule denies always, whatever conditions there are', () => {
    const policy = definePolicy(
      request(any, any, () => true),
      deny(request('Client', any)),
    )
    expect(createMonitor(policy).classify(event())).toBe('denied')
    expect(createMonitor(policy).classify(event({ source: 'Other' }))).toBe('ask')
  })

  test('calls no condition', () => {
    const monitor = createMonitor([
      request(any, any, () => {
        throw new Error('asked')
      }),
    ])
    expect(monitor.classify(event())).toBe('ask')
  })
})

test('events with one head share one denial', () => {
  const monitor = createMonitor([
    request(any, any, Mode.Name),
    request(any, any, Mode.FMode, () => false),
  ])
  for (const method of ['FMode', 'Other']) {
    const first = monitor.decide(event({ method }))
    expect(monitor.decide(event({ method, message: { value: 2 } }))).toBe(first)
  }
})

test('the cache holds as many verdicts as the limit says, and one more empties it', () => {
  const monitor = createMonitor(
    definePolicy(allowAll(), deny(request(any, any, { method: 'method0' }))),
  )
  const decide = (i: number) => monitor.decide(event({ method: `method${i}` }))
  const first = decide(0)
  for (let i = 1; i < maxCachedVerdicts; i++) decide(i)
  expect(decide(0)).toBe(first)
  expect(decide(maxCachedVerdicts).granted).toBe(true)
  expect(decide(0)).not.toBe(first)
  expect(decide(0)).toEqual(first)
})
