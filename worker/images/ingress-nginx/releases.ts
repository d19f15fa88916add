/** Releases by minor version: the nginx that they bring, and the commit of each patch release. */
const RELEASES: Readonly<
  Record<number, { readonly nginx: string; readonly commits: Readonly<Record<number, string>> }>
> = {
  5: {
    nginx: "1.21.6",
    commits: {
      1: "63dbbdbb3a099417f411fbd1d684fa2a287c96cd",
    },
  },
  6: {
    nginx: "1.21.6",
    commits: {
      4: "69e8833858fb6bda12a44990f1d5eaa7b13f4b75",
    },
  },
  7: {
    nginx: "1.21.6",
    commits: {
      0: "e94304d3f6b34a60123e951e2f9d88ad218a7bc1",
      1: "f48b03be54031491e78472bcf3aa026a81e1ffd3",
    },
  },
  8: {
    nginx: "1.21.6",
    commits: {
      0: "3476232f5c38383dd157ddaff3b4c7cebd57284e",
      1: "ab99e23bba4404ab5fd036e15fb178014cca1a2f",
      2: "6d3a6b6a33ddc3d40f00be262c60057a71393be7",
      4: "b5f9bdbddbe7a80e8162f9f3ac474bb0a26c0e05",
      5: "b5595e12928ac4b5de5dfd2ba9e36b0486dbb4bc",
    },
  },
  9: {
    nginx: "1.21.6",
    commits: {
      0: "1ae5d8df200c80a65125b9d7b3ea509fc6442abb",
      1: "8ce61bdc6761f04d0ce617b9125255e9a147a20c",
      3: "b473801a4c206cf163be7f7b45003872eaf8a692",
      4: "5583f90c7f3525b6267747d6b07541c01218a9ea",
      5: "be46124ccc9e8158165f06e3f7d2ebd0cbbb284f",
      6: "7d6fa0badf074389b41857424ef2e580f104582b",
    },
  },
  10: {
    nginx: "1.25.3",
    commits: {
      0: "dc999d81da6d9258bf448874be5f1f0e2156ec94",
      1: "51847ac1b537c547cdb7bfb06d14e6d3d8476a73",
      2: "fa6bae0df216135fa6924484f774039363dbe9ec",
      3: "6569d0f0738e28c12b55cf140419e20f57476ff5",
      4: "f08a1c4fdac2e0ef6053333b24191c50cc51f30c",
      5: "da462b23b90f37a6c66921d77a7a1d867d8d9275",
      6: "ae204a74da4267f99cd82569d77ac69741b40fca",
    },
  },
  11: {
    nginx: "1.25.5",
    commits: {
      0: "52c50467d67d73f01d26d021d51bf551caeade09",
      1: "7b37df8f38c6f39c172b7a212c18d35bf10709a2",
      2: "d3bb2b4f8757816f1d7c6268e02e433887373a3b",
      3: "f6456ea86c6c330e7cf401ade70ce1faa757265b",
      4: "9effe56075b11c8123098ccde010b348293737d5",
      5: "795b6964d3cbcdebf5c857faca12750d76158920",
      6: "ea2a6b24bd73a865e899a61ced21288542459c73",
      7: "4eaa8bf5e1c844490e8210af7f477f47d826883b",
      8: "2d1412fad50737e76d21085e0fb6f2ec609fb3ed",
    },
  },
  12: {
    nginx: "1.25.5",
    commits: {
      0: "8ee4384271e081578bb8f08eccf2f3b5a78ada25",
      1: "64780b1fed3af99f4eccbc3fdad7ad785e8a83b6",
      2: "996743ea6804324c549a3d459395f2ce0e62c66e",
      3: "af6352cbe46e3c384c69c28257efa99535b97c80",
      4: "8aceb6203d0b17813c2174efeb58db515169ad8d",
      5: "dcc3288f7c1755b9cfb5eedf97107e5a0f185d3b",
      6: "1c75177d88f977a3000e316bbb123a282878f363",
      7: "f78d6310a493b853592c51c97c1e33199cb1da7a",
      8: "f2999a195b20914d34c0d3c90ab5e694b4e8088b",
    },
  },
  13: {
    nginx: "1.27.1",
    commits: {
      0: "9dc73d17c76e2289408ebff2f3446b8b13c3e72e",
      1: "3bb5d0c12e6146dac70cc0c4d70740cf2f1d010e",
      2: "8f39a704d8a9b76a7167f2892d684ec3eb656c01",
      3: "468a9c9a3068a066e076fbdda21ee9559f2a4d8a",
      4: "262a3f06af9c0e25482728be0218dac551adff18",
      5: "3fa33a507333d90c370d7ff68df2225b85fb87a2",
      6: "b00f3c74069686804fa13fb33a9082f0e9f9842b",
      7: "36800fca611890717cfcbc843a682745a2dfb58a",
      8: "86931b9dd804f21d41619b419b25896eacc05d1a",
      9: "279297c6f5b86f8867a01951616ccb9513b38bc2",
    },
  },
  14: {
    nginx: "1.27.1",
    commits: {
      0: "ad643baabbbf55d59c60e75330a193545aa8b788",
      1: "e832d044efc57ccae15e93ea26a169f64238bf6b",
      2: "5e09499e856ea4a1ff866c87ec5eb3eec7903de1",
      3: "451747c70c6fca688e157a8329a3dd219a234fd9",
      4: "dfd0e62d63ecea42f4fbacf0b4aee14206b29264",
      5: "0a6fadc01bd4706bc77ceaf91487345a8d03d9c0",
    },
  },
  15: {
    nginx: "1.27.1",
    commits: {
      0: "e3b7b0ec0f0ba7f1609e9f374a6bf68ae7bd27bb",
      1: "0a5901f3c64f11e92e487799b8da3f00cca37515",
    },
  },
};

export interface Release {
  /** "v1.12.1" */
  readonly version: string;
  readonly build: string;
  readonly nginx: string;
  /** 12 of 1.12.1. */
  readonly minor: number;
}

/** The release of a tag; undefined when no such one was published. */
export function releaseOf(tag: string): Release | undefined {
  const parts = /^v1\.(\d{1,2})\.(\d{1,2})(-chroot)?$/.exec(tag);
  const known = RELEASES[Number(parts?.[1])];
  const build = known?.commits[Number(parts?.[2])];
  if (!parts || !known || build === undefined) return undefined;
  return { version: `v1.${parts[1]}.${parts[2]}`, build, nginx: known.nginx, minor: Number(parts[1]) };
}

export const LATEST: Release = releaseOf("v1.15.1")!;
