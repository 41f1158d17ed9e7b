// The example of analyses in the README.
import { defineInterface, uint32 } from '@kos/idl'
import { deny, request } from '../src/index.ts'
import {
  analyse,
  differences,
  findings,
  formatFinding,
  matrixText,
  paths,
} from '../src/analysis/index.ts'

const Store = defineInterface('demo.Store', {
  Put: { in: { size: uint32 } },
  Clear: {},
})
const solution = {
  classes: ['Client', 'Proxy'],
  endpoints: new Map([['Server', [{ name: 'store', interface: Store }]]]),
}
const policy = [
  request('Client', 'Proxy'),
  request('Proxy', 'Server', Store.Put, ({ message }) => message.size < 4096),
  request('Proxy', 'Server', Store.Clear),
]
const analysis = analyse(policy, solution)

console.log(matrixText(analysis))
console.log(paths(analysis, 'Client', 'Server').over) // ['Proxy']

const stricter = analyse([...policy, deny(request('Proxy', 'Server', Store.Clear))], solution)
console.log(differences(analysis, stricter).comparison) // stricter
console.log(findings(stricter).map(formatFinding).join('\n'))
// rule 3  request(Proxy, Server, demo.Store.Clear): this rule never decides: all that it selects is always denied, by rule 4  deny(request(Proxy, Server, demo.Store.Clear))

export { analysis, stricter }
