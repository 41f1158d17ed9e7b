// The limits of libkos that its own code holds, at their value and one past it. Those of the name
// server and of the ABI are tested where a kernel is there to run them.

import { rcInvalidArgument, rcOk } from '@kos/retcode'
import { expect, test } from 'vitest'
import { contextLibrary, noticeLibrary } from '../src/libraries.ts'
import { sysOf } from '../src/runtime/index.ts'
import type { NoticeApi } from '../src/index.ts'
import { endpointNames } from '../src/rpc/known-names.ts'
import { maxEvents, maxListedNames, maxReportLength } from '../src/limits.ts'
import { FakePort, kosOf } from './fake-port.ts'

test('a report of misuse is cut at its limit', async () => {
  const port = new FakePort()
  const sys = sysOf(await kosOf(port, contextLibrary))
  for (const length of [maxReportLength, maxReportLength + 1]) sys.misuse('x'.repeat(length))
  const cut = ['Misuse', 'x'.repeat(maxReportLength)]
  expect(port.asked).toEqual([cut, cut])
})

test('so many notifications are taken at once', async () => {
  const port = new FakePort()
  const kos: NoticeApi = await kosOf(port, noticeLibrary)
  const { notice } = kos.KnNoticeCreate()
  const codes = [maxEvents, maxEvents + 1].map((count) =>
    kos.KnNoticeGetEvent(notice as never, 0, count),
  )
  expect((await Promise.all(codes)).map(({ rc }) => rc)).toEqual([rcOk, rcInvalidArgument])
})

test('a message for people has so many names', async () => {
  const port = new FakePort()
  const sys = sysOf(await kosOf(port, contextLibrary))
  let last = maxListedNames
  port.answer = (_name, _handle, riid) => (Number(riid) < last ? rcOk : rcInvalidArgument)
  expect(endpointNames(sys, 1 as never)).toHaveLength(maxListedNames)
  last = maxListedNames + 1
  expect(endpointNames(sys, 1 as never)).toHaveLength(maxListedNames)
})
