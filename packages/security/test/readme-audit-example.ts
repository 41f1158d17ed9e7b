import { any, audited, auditLines, createMonitor, request, response } from '../src/index.ts'

const trace = {
  0: { base: { kss: ['denied'] } },
  1: { base: { kss: ['granted', 'denied'] } },
} as const
const policy = audited(
  trace,
  request('Client', any, ({ sourceSid }) => sourceSid === 1),
)
const monitor = createMonitor([...policy, response(any, any)], {
  auditLevel: 1,
  onAudit: auditLines((line) => console.log(line)),
})

export { monitor }
