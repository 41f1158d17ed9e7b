import { describe, expect, test } from 'vitest'
import { allowAll, any, createMonitor, definePolicy, deny, request } from '../src/index.ts'
import { maxPlans } from '../src/limits.ts'
import { event, Mode } from './fixture.ts'

describe('classify', () => {
  test('says denied without a rule, granted without a condition, ask with one', () => {
    const monitor = createMonitor([request(any, any, Mode.Name), request(any, any, Mode.FMode, () => true)])
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

  test('asks no condition', () => {
    const monitor = createMonitor([
      request(any, any, () => {
        throw new Error('asked')
      }),
    ])
    expect(monitor.classify(event())).toBe('ask')
  })
})

test('events with one head share one denial', () => {
  const monitor = createMonitor([request(any, any, Mode.Name), request(any, any, Mode.FMode, () => false)])
  for (const method of ['FMode', 'Other']) {
    const first = monitor.decide(event({ method }))
    expect(monitor.decide(event({ method, message: { value: 2 } }))).toBe(first)
  }
})

test('a stream of new names is decided right, past the number of plans that are remembered', () => {
  const monitor = createMonitor(definePolicy(allowAll(), deny(request(any, any, { method: 'method7' }))))
  for (let i = 0; i < maxPlans + 10; i++) monitor.decide(event({ method: `method${i}` }))
  expect(monitor.decide(event({ method: 'method7' })).granted).toBe(false)
  expect(monitor.decide(event({ method: 'method8' })).granted).toBe(true)
})
