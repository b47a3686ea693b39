// Runs infra/edge/rewrite.js as CloudFront does, one request a line: {"prefix", "uri"} in, what became of it out.
const fs = require('fs');
const readline = require('readline');
const vm = require('vm');

const source = fs.readFileSync(process.argv[2], 'utf8');
const functions = {};

function deployed(prefix) {
    if (!functions[prefix]) {
        functions[prefix] = vm.createContext({});
        vm.runInContext(source.replaceAll('__KEY_PREFIX__', prefix), functions[prefix]);
    }
    return functions[prefix];
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const { prefix, uri } = JSON.parse(line);
    const request = { method: 'GET', uri, querystring: { from: { value: 'mail' } }, headers: {}, cookies: {} };
    const answer = deployed(prefix).handler({ version: '1.0', context: {}, viewer: {}, request });
    const same = answer === request;
    process.stdout.write(JSON.stringify({ uri: answer.uri, querystring: answer.querystring, same }) + '\n');
});
