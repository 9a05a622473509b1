// The least that synthesis with CDKTF can take: an app without a stack.
const { App } = require('cdktf');

new App().synth();
