import { Fragment } from "graphnn-canvas";

export default Fragment;
