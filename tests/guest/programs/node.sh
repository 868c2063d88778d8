# SPDX-License-Identifier: ISC
# root: node
# mem: 1024
#
# Node: the JIT, timers, an HTTP server asked by its own client, workers.
cat >/tmp/t.js <<'END'
const http = require('http'), fs = require('fs'), crypto = require('crypto');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { execSync, spawn } = require('child_process');

if (!isMainThread) {
	let s = 0;
	for (let i = 0; i < 2e6; i++) s = (s + i * workerData) % 1000003;
	parentPort.postMessage(s);
	return;
}

function hot(n) {
	const a = new Float64Array(1000);
	for (let i = 0; i < n; i++) a[i % 1000] += Math.sqrt(i);
	return a.reduce((x, y) => x + y).toFixed(3);
}

function ask(port, path) {
	return new Promise((ok, bad) => http.get({ port, path, host: '127.0.0.1' }, r => {
		let d = '';
		r.on('data', c => d += c).on('end', () => ok(d));
	}).on('error', bad));
}

(async () => {
	console.log('hot', hot(3e6));
	const workers = [1, 2, 3].map(n => new Promise(ok =>
		new Worker(__filename, { workerData: n }).on('message', ok)));
	console.log('workers', (await Promise.all(workers)).join());
	const server = http.createServer((q, r) => r.end('you asked ' + q.url));
	await new Promise(ok => server.listen(0, '127.0.0.1', ok));
	const all = [];
	for (let i = 0; i < 200; i++) all.push(ask(server.address().port, '/' + i));
	console.log('http', (await Promise.all(all)).map(x => x.length).reduce((a, b) => a + b));
	server.close();
	fs.writeFileSync('/tmp/f', 'x'.repeat(100000));
	console.log('hash', crypto.createHash('sha256').update(fs.readFileSync('/tmp/f')).digest('hex'));
	console.log('exec', execSync('seq 1 100 | wc -l').toString().trim());
	const child = spawn('sh', ['-c', 'cat; exit 4']);
	child.stdin.end('through a child');
	child.stdout.on('data', d => console.log('child', d.toString()));
	console.log('status', await new Promise(ok => child.on('close', ok)));
	const t = Date.now();
	await new Promise(ok => setTimeout(ok, 50));
	console.log('timer', Date.now() - t >= 49);
	let junk = [];
	for (let i = 0; i < 1e6; i++) { junk.push({ i }); if (i % 1e5 == 0) junk = []; }
	console.log('garbage', junk.length);
	console.log('wasm', new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
		0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0,
		7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11,
	]))).exports.add(40, 2));
})();
END
node /tmp/t.js
