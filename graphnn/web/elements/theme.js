import { Theme } from "graphnn-canvas";

export default Theme;
