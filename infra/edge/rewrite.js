// CloudFront Function (cloudfront-js-2.0), viewer request: which object answers /g/NAME.
// guests/names.py is its twin; both are held to the same vectors. The prefix is filled in when it is deployed.
const KEYS = '/__KEY_PREFIX__';
const ADDRESS = /^\/g\/([A-Za-z0-9-]{1,60})(\.[A-Za-z]+)?\/?$/;
const EXTENSIONS = ['.html', '.ics', '.jpg', '.js'];
const CODE = /^[A-Za-z0-9]{7}$/;
const PICTURE = /^([A-Za-z0-9]{7})(-[A-Fa-f0-9]{16})$/;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const RESERVED = ['presign', 'upload', 'index'];

function handler(event) {
    const request = event.request;
    const key = keyOf(decoded(request.uri));
    if (key) {
        request.uri = KEYS + key;
    }
    return request;
}

// Decodes once. What is encoded twice keeps a %, and is no address of ours.
function decoded(uri) {
    try {
        return decodeURIComponent(uri);
    } catch (error) {
        return '';
    }
}

function keyOf(uri) {
    const address = ADDRESS.exec(uri);
    if (!address) {
        return '';
    }
    const extension = (address[2] || '.html').toLowerCase();
    const name = EXTENSIONS.includes(extension) ? canonical(address[1], extension) : '';
    return name && name + extension;
}

// A code in capitals, a picture as CODE-hash, a slug in small letters; '' for what is none of them.
function canonical(name, extension) {
    const small = name.toLowerCase();
    if (RESERVED.includes(small)) {
        return '';
    }
    if (CODE.test(name)) {
        return name.toUpperCase();
    }
    const picture = extension === '.jpg' && PICTURE.exec(name);
    if (picture) {
        return picture[1].toUpperCase() + picture[2].toLowerCase();
    }
    return small.length >= 3 && SLUG.test(small) ? small : '';
}
