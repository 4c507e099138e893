// Presses every PNG, SVG and CSV of a section and says what is in the files, as a browser draws and measures them.
async (section) => {
  const places = [...document.querySelectorAll(".um-lab")].filter((lab) => lab.offsetParent !== null);
  const isOf = (node) => (section ? node.closest(".um-section") : !node.closest(".um-section"));
  const files = [];
  const { createObjectURL } = URL;
  const { click } = HTMLAnchorElement.prototype;
  let blob = null;
  URL.createObjectURL = (made) => createObjectURL.call(URL, (blob = made));
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) files.push({ name: this.download, blob });
    else click.call(this);
  };
  const buttons = () => {
    // A table that is drawn anew is folded again.
    for (const folded of document.querySelectorAll("details.um-table:not([open])")) folded.open = true;
    return places
      .flatMap((lab) => [...lab.querySelectorAll("button.um-link")])
      .filter((one) => ["PNG", "SVG", "CSV"].includes(one.textContent) && one.offsetParent !== null && isOf(one));
  };
  let isWhole = false;
  for (let n = 0; !isWhole; n++) {
    if (n > 5) throw new Error("the page is drawn again and again");
    isWhole = await pressed();
  }
  URL.createObjectURL = createObjectURL;
  HTMLAnchorElement.prototype.click = click;
  const read = [];
  for (const { name, blob } of files) {
    if (name.endsWith(".png")) read.push({ name, ...(await photo(blob)) });
    else {
      const source = await blob.text();
      read.push({ name, source, ...(name.endsWith(".svg") && drawing(source)) });
    }
  }
  return read;

  /** Presses all buttons; false where the page has been drawn anew meanwhile, with other buttons. */
  async function pressed() {
    await settled();
    files.length = 0;
    const all = buttons();
    for (const button of all) {
      if (!button.isConnected) return false;
      const before = files.length;
      button.click();
      for (let n = 0; files.length === before; n++) {
        if (n > 600) throw new Error(`${button.textContent} of ${button.closest("[class]")?.className} gave no file`);
        await pause(25);
      }
    }
    return all.every((button) => button.isConnected) && buttons().length === all.length;
  }

  function pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** All that was asked for has come: nothing is under way, and no button has come for a while. */
  async function settled() {
    for (let [n, calm] = [-1, 0]; calm < 15; await pause(100)) {
      const isBusy = document.querySelector(".um-busy, .um-waiting") !== null;
      calm = isBusy || buttons().length !== n ? 0 : calm + 1;
      n = buttons().length;
    }
  }

  async function photo(blob) {
    const { width, height } = await createImageBitmap(blob);
    const image = await createImageBitmap(blob);
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let [light, darkest] = [0, 255];
    for (let at = 0; at < data.length; at += 4) {
      const least = data[at + 3] < 255 ? 0 : Math.min(data[at], data[at + 1], data[at + 2]);
      if (least > 200) light += 1;
      const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
      if (x < 4 || y < 4 || x >= width - 4 || y >= height - 4) darkest = Math.min(darkest, least);
    }
    return { width, height, light: light / (width * height), darkest_edge: darkest };
  }

  function drawing(source) {
    const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
    const holder = document.body.appendChild(document.createElement("div"));
    Object.assign(holder.style, { position: "absolute", top: "0", left: "0" });
    const svg = holder.attachShadow({ mode: "open" }).appendChild(document.importNode(parsed, true));
    const role = (name) => [...svg.querySelectorAll(`.um-frame-${name}`)].map((line) => line.textContent).join("");
    const whole = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")]
      .filter((text) => text.textContent.trim() && getComputedStyle(text).visibility !== "hidden")
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect(), isTurned: isTurned(text) }));
    const outside = texts.filter(({ box }) => box.right > whole.right + 2 || box.bottom > whole.bottom + 2);
    const level = texts.filter(({ isTurned }) => !isTurned);
    const found = {
      title: role("title"),
      model: role("model"),
      text: role("text"),
      link: role("link"),
      outside: outside.map(({ text }) => text),
      collisions: level.flatMap((one, i) =>
        level
          .slice(i + 1)
          .filter((other) => meets(one.box, other.box))
          .map((other) => [one.text, other.text]),
      ),
    };
    holder.remove();
    return found;
  }

  function isTurned(text) {
    const { a, b } = text.getScreenCTM();
    return Math.abs(b) > 0.01 * Math.abs(a);
  }

  function meets(a, b) {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return across > 2 && down > 0.35 * Math.min(a.height, b.height);
  }
}
